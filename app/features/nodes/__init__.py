"""Nodes: how goals look in a graph, to somebody who may not see all of them."""
