"""The alignment graph: a cycle's, or what a goal leads up to and stands on."""
