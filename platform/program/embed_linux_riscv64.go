package program

import _ "embed"

//go:embed bin/launcher-linux-riscv64.gz
var launcher string

const redirector = ""
