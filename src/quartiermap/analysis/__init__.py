"""Computing: ways, access, supply, need, gaps, eligibility. Never reads or writes a file."""
