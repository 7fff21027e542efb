"""Étoffe, the digital culture of local officials, ten minutes at a time. The map of the house:

settings    frozen settings, refused when unsafe
personal_data  what may be kept of people, and for how long
db          base class, engines, transactions, migrations
mail        the outbox: letters written with the transaction, sent afterwards
jobs        long work: asked on a page, done by a worker, followed on a page
content     courses as text: model, reader, Markdown, questions and their grading. Pure
accounts    people and the territories where they hold mandates; who did what
publishing  drafts, that trainers edit; releases: what is immutable, and what pages read of it
learning    what a learner does: read, answer, complete, be certified
followup    what all that says: which question or page fails, where communes stand, nobody named; and sessions; and
            how the site stands
privacy     what is kept of a person: given back, erased, forgotten in time
web         HTTP, by audience: public (everyone), learner (someone in a lesson),
            trainer (someone who writes courses), admin (someone who looks after a territory),
            operator (someone who keeps the site running), account (someone who comes in),
            demonstration (someone who tries the site); documents to take away
app, cli, cli_people, cli_rosters, cli_drafts, cli_jobs, cli_audit, cli_demo  where all meets

An arrow always goes down this list; `make check` refuses any other.
"""
