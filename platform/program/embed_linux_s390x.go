package program

import _ "embed"

//go:embed bin/launcher-linux-s390x.gz
var launcher string

const redirector = ""
