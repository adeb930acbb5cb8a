python3 alj/refuse_workbooks.py HEAD
