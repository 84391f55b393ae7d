"""What a person would check, as PyHamcrest matchers that explain a mismatch in a sentence."""
