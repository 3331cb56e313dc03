package program

import _ "embed"

//go:embed bin/launcher-linux-amd64.gz
var launcher string

const redirector = ""
