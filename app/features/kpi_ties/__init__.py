"""What a KPI has to do with other things: parts of formulas, guards, and what stands on it."""
