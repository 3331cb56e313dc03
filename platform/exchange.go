package platform

// Exchange swaps what two paths name in one step: no moment passes at which
// either is missing (renameat2 with RENAME_EXCHANGE, renamex_np with
// RENAME_SWAP). Links are swapped themselves. The error is a [*os.LinkError];
// it is [errors.ErrUnsupported] where the system or the file system has no
// such call.
func Exchange(a, b string) error { return exchange(a, b) }
