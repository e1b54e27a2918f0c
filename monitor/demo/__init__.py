"""`monitor demo`: the product in a minute, with nothing configured and no network.

A written day of a dozen invented outlets is served on 127.0.0.1 and read by the real worker, which sends to a mail
server and a webhook receiver that stand beside it. Nothing here is used outside of the demonstration, and nothing of
the worker is replaced for it.
"""
