"""Sends requests by the thousand, as the contract allows and as it does not: `make fuzz`."""

import sys

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-s", "tests/fuzz", *sys.argv[1:]]))
