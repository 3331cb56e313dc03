package pool

import (
	"strconv"
	"strings"
)

// appendValues adds a line of values as [strconv.Quote] writes them, separated by
// tabs. Package encoding/json would take longer to get ready than all else takes
// that is done with a manifest.
func appendValues(b []byte, values ...string) []byte {
	for i, value := range values {
		if i > 0 {
			b = append(b, '\t')
		}
		b = strconv.AppendQuote(b, value)
	}
	return append(b, '\n')
}

// parseValues reads a line that appendValues wrote, without its end.
func parseValues(line string) ([]string, error) {
	values := make([]string, 0, strings.Count(line, "\t")+1)
	for quoted := range strings.SplitSeq(line, "\t") {
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}
