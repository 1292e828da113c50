"""`python -m app.cli` is `okr`, where no script is installed."""

from app.cli.okr import main

if __name__ == "__main__":
    main()
