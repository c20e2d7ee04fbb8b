"""What was done to the data, by whom and by which document; and who looked at whose data.

``exceptions`` which entities keep no log of changes, and why
``models``     the two logs: changes and views; nobody changes or deletes their rows
``basis``      the document by which the changes of a block are made
``writing``    every flush and every bulk write leaves its changes in the log
``shown``      the log in the words of the columns
"""
