"""Looking back on the log: who it really was, how often the door was wrong, what a day was like."""
