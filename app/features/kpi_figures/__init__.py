"""Figures of KPIs: what follows from measurements, stored in the commit that changes them."""
