"""What `okr demo` says when it is there."""

from app.demo import Demo

WELCOME = """
API       {url}/v1
Docs      {url}/docs
Sign in   {email} / {password}
Try       {curl}
Stop      Ctrl-C; the data stays. Start anew: okr demo --reset
"""


def welcome(url: str, demo: Demo) -> str:
    """Return where to go, as whom, and a first thing to try."""
    curl = f"curl -s -H 'Authorization: Bearer {demo.token}' {url}/v1/orgs/{demo.org}/objectives"
    return WELCOME.format(url=url, email=demo.email, password=demo.password, curl=curl)
