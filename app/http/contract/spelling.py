"""How a name of the code is spelt in a sentence."""


def spelt(name: str) -> str:
    """Return a name as words."""
    return name.replace("check_in", "check-in").replace("kpi", "KPI").replace("_", " ")
