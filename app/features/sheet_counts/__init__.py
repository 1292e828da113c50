"""What sheets of a cycle are judged by: counted by owner, once for all of them."""
