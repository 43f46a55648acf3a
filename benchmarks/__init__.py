"""Speed, as ratios: each row times two ways to the same result, side by side in one run."""
