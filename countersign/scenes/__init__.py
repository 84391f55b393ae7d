"""What each journey adds to a scenario's world: its people, its records, its clock."""
