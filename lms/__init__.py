"""Étoffe, the digital culture of local officials, ten minutes at a time. The map of the house:

settings    frozen settings, refused when unsafe
db          base class, engines, transactions, migrations
mail        the outbox: letters written with the transaction, sent afterwards
content     courses as text: model, reader, Markdown, questions and their grading. Pure
accounts    people and the territories where they hold mandates
publishing  releases: what is immutable, and what pages read of it
learning    what a learner does: read, answer, complete, be certified
web         HTTP, by audience: public (everyone), learner (someone in a lesson),
            account (someone who comes in), demonstration (someone who tries the site);
            documents to take away
app, cli    where all meets

An arrow always goes down this list; `make check` refuses any other.
"""
