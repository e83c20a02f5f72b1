"""Who may enter, where and when: pure. The rules and the facts come in, a ruling goes out."""
