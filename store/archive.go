package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"passdesk/store/vault"
)

// ErrNotBackup means that a file is no backup, or not as it was written.
var ErrNotBackup = errors.New("the file is not a Passdesk backup, or it is damaged or not whole")

// archiveFormat is the version of what stands in a backup.
const archiveFormat = 1

// header is the first line of what a backup's passphrase opens; the database
// follows it. The code opens the data keys that are wrapped for archiveSlot,
// so that they are nowhere but in here.
type header struct {
	Format int    `json:"passdesk_backup"`
	Size   int64  `json:"size"` // of the database, in bytes
	Code   string `json:"code"`
}

// maxHeader bounds the header line, in bytes.
const maxHeader = 64 << 10

// digest is the SHA-256 of all that a passphrase opens.
type digest [sha256.Size]byte

// writeArchive seals the database in the file copied, with its code, to w.
func writeArchive(ctx context.Context, w io.Writer, p vault.Passphrase, copied string, code vault.Code) (digest, error) {
	database, err := os.Open(copied)
	if err != nil {
		return digest{}, err
	}
	defer database.Close()
	info, err := database.Stat()
	if err != nil {
		return digest{}, err
	}
	line, err := json.Marshal(header{Format: archiveFormat, Size: info.Size(), Code: code.Letters()})
	if err != nil {
		return digest{}, err
	}
	sealed, err := p.Seal(w)
	if err != nil {
		return digest{}, err
	}
	sum := sha256.New()
	both := io.MultiWriter(sealed, sum)
	if _, err := both.Write(append(line, '\n')); err != nil {
		return digest{}, err
	}
	if _, err := io.Copy(both, &interruptible{ctx: ctx, from: database, failure: ErrDisk}); err != nil {
		return digest{}, err
	}
	return digest(sum.Sum(nil)), sealed.Close()
}

// digestArchive opens a backup to its end.
func digestArchive(ctx context.Context, r io.Reader, p vault.Passphrase) (digest, error) {
	plain, err := openArchive(ctx, r, p)
	if err != nil {
		return digest{}, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, plain)
	return digest(sum.Sum(nil)), err
}

// readArchive writes the database that a backup holds to w, and gives the code
// that opens its data keys.
func readArchive(ctx context.Context, r io.Reader, p vault.Passphrase, w io.Writer) (vault.Code, error) {
	plain, err := openArchive(ctx, r, p)
	if err != nil {
		return vault.Code{}, err
	}
	in := bufio.NewReaderSize(plain, maxHeader)
	line, err := in.ReadSlice('\n')
	if err != nil {
		return vault.Code{}, err
	}
	var h header
	if err := json.Unmarshal(line, &h); err != nil || h.Format == 0 {
		return vault.Code{}, ErrNotBackup
	}
	if h.Format > archiveFormat {
		return vault.Code{}, ErrNewer
	}
	code, err := vault.ParseCode(h.Code)
	if err != nil {
		return vault.Code{}, ErrNotBackup
	}
	if n, err := io.Copy(w, in); err != nil || n != h.Size {
		return vault.Code{}, cmp.Or(err, ErrNotBackup)
	}
	return code, nil
}

// openArchive decrypts. What keeps the reader it gives from yielding all is
// ErrNotBackup.
func openArchive(ctx context.Context, r io.Reader, p vault.Passphrase) (io.Reader, error) {
	plain, err := p.Open(r)
	if errors.Is(err, vault.ErrWrongPassphrase) || errors.Is(err, vault.ErrNoKey) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrNotBackup, err)
	}
	return &interruptible{ctx: ctx, from: plain, failure: ErrNotBackup}, nil
}

// interruptible reads until its context ends.
type interruptible struct {
	ctx     context.Context
	from    io.Reader
	failure error // what a failure to read is called
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := i.from.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w (%v)", i.failure, err)
	}
	return n, err
}
