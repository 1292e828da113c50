"""Goals: objectives and key results as everything else names them, finds them and shows them."""
