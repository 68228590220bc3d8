"""XLSForm in and out: workbooks that KoboToolbox, ODK and Enketo open, read and written."""
