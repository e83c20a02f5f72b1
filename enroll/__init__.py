"""One photo becomes a patron: decode, judge, draft, commit. Qt-free."""
