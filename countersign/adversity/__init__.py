"""What is done to a product on purpose: deployments that may be broken, outages, races."""
