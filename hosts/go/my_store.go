// A small store of sessions, so that this file can be judged as it is. Put your own in its place.
//
// A session is a file of JSON lines. It is written beside the old one, forced to the disk, put in its place at once, and the directory is forced too: whoever
// is killed, and whatever power takes, leaves the old file or the new one. The first line says which session it is, and what the rest has to add up to.

package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

type MyStore struct {
	dir     string
	onError func(session string, err error)
}

type head struct {
	Session string `json:"session"`
	Sha256  string `json:"sha256"`
}

func main() {
	Host{
		Name:      "my-store",
		Claims:    map[string]string{"survives": "power-loss", "writers": "many-processes", "corruption": "reject"},
		Prototype: (*MyStore)(nil),
		Open: func(dir string, onError func(session string, err error)) (Store, error) {
			return &MyStore{dir, onError}, nil
		},
	}.Serve()
}

func (store *MyStore) Append(session string, record json.RawMessage) error {
	return store.locked(func() error {
		lines, _, err := store.lines(session)
		if err != nil {
			return err
		}
		return store.write(session, append(lines, string(record)))
	})
}

func (store *MyStore) Rewrite(session string, records []json.RawMessage) error {
	return store.locked(func() error {
		// What cannot be read is not overwritten.
		if _, _, err := store.lines(session); err != nil {
			return err
		}
		lines := []string{}
		for _, record := range records {
			lines = append(lines, string(record))
		}
		return store.write(session, lines)
	})
}

func (store *MyStore) Read(session string) (*State, error) {
	lines, there, err := store.lines(session)
	if err != nil || !there {
		return nil, err
	}
	records := []json.RawMessage{}
	for _, line := range lines {
		records = append(records, json.RawMessage(line))
	}
	return &State{Records: records}, nil
}

func (store *MyStore) List() ([]string, error) {
	entries, err := os.ReadDir(store.dir)
	sessions := []string{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".jsonl") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(store.dir, entry.Name()))
		first, _, _ := strings.Cut(string(text), "\n")
		var found head
		if err == nil {
			err = json.Unmarshal([]byte(first), &found)
		}
		if err != nil || found.Sha256 == "" {
			// Whose file it was nobody knows; the others are there.
			store.onError("", fmt.Errorf("%s is damaged: %v", entry.Name(), err))
			continue
		}
		sessions = append(sessions, found.Session)
	}
	return sessions, err
}

func (store *MyStore) Delete(session string) error {
	return store.locked(func() error {
		if err := os.Remove(store.path(session)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		// Also where there was nothing: somebody who was killed may have removed it, and power would bring it back.
		return store.forceDirectory()
	})
}

// lines are the records as JSON, and whether there is such a session. An error where the file is not what was written.
func (store *MyStore) lines(session string) ([]string, bool, error) {
	text, err := os.ReadFile(store.path(session))
	if errors.Is(err, os.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	first, body, _ := strings.Cut(string(text), "\n")
	if first != headOf(session, body) {
		return nil, false, NotDone(fmt.Errorf("the file of session %q is damaged", session))
	}
	lines := strings.Split(body, "\n")
	return lines[:len(lines)-1], true, nil
}

func (store *MyStore) write(session string, lines []string) error {
	body := ""
	if len(lines) > 0 {
		body = strings.Join(lines, "\n") + "\n"
	}
	path := store.path(session)
	file, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	_, err = file.WriteString(headOf(session, body) + "\n" + body)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return err
	}
	return store.forceDirectory()
}

// path: ids are any texts, and what is in them may not name files.
func (store *MyStore) path(session string) string {
	return filepath.Join(store.dir, digest(session)+".jsonl")
}

func (store *MyStore) forceDirectory() error {
	directory, err := os.Open(store.dir)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}

// locked lets one writer at a time in, of all processes. The lock goes with its holder.
func (store *MyStore) locked(write func() error) error {
	lock, err := os.OpenFile(filepath.Join(store.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer lock.Close()
	for {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
		if err == nil {
			return write()
		}
		if err != syscall.EINTR {
			return err
		}
	}
}

func headOf(session, body string) string {
	text, _ := json.Marshal(head{session, digest(body)})
	return string(text)
}

func digest(text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}
