"""`behave -j N`: the same run, with its scenarios carried out side by side by forked processes.

The run's own process plans, hands out one scenario after the other, and is the only one that writes the
record. What the workers saw is told again here to the formatters, in the order of the files, so that they
write what they would have written in a run without workers.
"""
