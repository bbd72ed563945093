"""Ways to run formulas. Each is a package that turns expressions into a `Program`."""
