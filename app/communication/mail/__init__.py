"""Internal mail (внутренняя почта): letters between people and roles, inside the product only."""
