"""The benchmark (``make bench``): fills a database, asks the production server, prints a table.

plan          how much there is and on which days
kindergartens organisations, people, children, placements
marks         attendance marks, by the million
databases     a SQLite file, a PostgreSQL server of its own, or a database that is named
server        the production server as a child process, and the CPU time it used
browsers      a person at a browser, over HTTP and inside this process
operations    what is measured, and how fast it must be
load          clients that ask one after another, and their times
statements    SQL statements of one request
report        the tables
"""
