"""`python -m kiosk` is `janus`."""

from kiosk.cli.main import run

if __name__ == "__main__":
    run()
