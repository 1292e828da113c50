"""Series: how a KPI stands in every period of a cycle, over it to date, and where it is going."""
