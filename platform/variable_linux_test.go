package platform

import "testing"

func TestDirsOfXDG(t *testing.T) {
	environ := []string{"HOME=/h", "XDG_DATA_HOME=/data", "XDG_CACHE_HOME=/cache"}
	if data, cache := DataDir(environ), CacheDir(environ); data != "/data" || cache != "/cache" {
		t.Errorf("%s, %s", data, cache)
	}
	if data, cache := DataDir(environ[:1]), CacheDir(environ[:1]); data != "/h/.local/share" || cache != "/h/.cache" {
		t.Errorf("%s, %s", data, cache)
	}
}
