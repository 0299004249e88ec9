"""The storm: what reliability.md section 3 A breaks on purpose, on a real MariaDB, Redis, gunicorn, relay and sandbox.

    python -m tests.storm                    # all, about ten minutes; report in var/storm/
    make storm SEED=7 SCENARIO=a1,a5         # some, with the dice of that seed

One scenario is one file: `run(storm)` breaks things and drives the product at its HTTP edge as the outside world would,
then invariants.py must hold. house.py starts, kills and heals; outside.py is WeChat's side; payer.py is a phone.
"""
