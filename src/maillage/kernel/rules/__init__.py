"""Rules of schemes as data: three-valued, dated, explained; amounts as intervals; no clock.

A *fact* is what a person tells; an absent fact is unknown, which is never no. A `Scheme` is judged
(`verdict.judge`) for `Facts` on a date; `next_question` chooses what to ask.
"""
