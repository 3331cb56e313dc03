package program

import _ "embed"

//go:embed bin/launcher-linux-386.gz
var launcher string

const redirector = ""
