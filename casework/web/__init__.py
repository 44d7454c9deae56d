"""The pages over several contexts: first page, search, account, dwelling."""
