"""What the service tells everybody about itself: health, figures, its contract, its refusals."""
