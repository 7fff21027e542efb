"""`make prove`: what is promised about accidents, tried for real and counted.

    python -m tools.proofs                    every proof at its full size
    python -m tools.proofs kills --count 100  one of them, smaller

kills      workers killed while people answer             R1
power      power cuts under SQLite                        R2
backends   PostgreSQL killed and restarted under load     R3
writers    fifty people who answer at once                R4
doubles    every form sent twenty times at once           R6
devices    one person, two devices, any order             R7
outbox     the e-mail server down, slow, refusing         R12

ground.py where it happens · workers.py a server made to be killed · browser.py who is in front of it ·
breaking.py the product broken on purpose, so that each proof is known to fail when it should.
"""
