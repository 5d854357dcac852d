// Serves a session store to crashworthy over stdio: protocol 1, see docs/protocol.md of crashworthy.
//
// One file, Go 1.18 or later, nothing but the standard library. Copy it beside your store, in its package; my_store.go shows how it is used.
//
// Values of sessions are JSON text, json.RawMessage: they may be kept as they come, and given back as they are. What JSON has no form for is an escape in it
// (docs/protocol.md), which only a store that looks into its values has to know.
//
// The standard output belongs to the protocol: os.Stdout is the standard error while the store is served.

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// State is what a store keeps of one session: fields, records, or both.
type State struct {
	Fields  map[string]json.RawMessage
	Records []json.RawMessage
}

// A Store reads, and has of the operations below what it has. A nil state is a session that does not exist.
type Store interface {
	Read(session string) (*State, error)
}

type Creator interface {
	Create(session string, fields map[string]json.RawMessage) error
}
type Patcher interface {
	Patch(session string, fields map[string]json.RawMessage) error
}
type Appender interface {
	Append(session string, record json.RawMessage) error
}
type GroupAppender interface {
	AppendAll(session string, records []json.RawMessage) error
}
type Rewriter interface {
	Rewrite(session string, records []json.RawMessage) error
}
type Lister interface{ List() ([]string, error) }
type Toucher interface{ Touch(session string) error }
type Deleter interface{ Delete(session string) error }
type Consumer interface {
	Consume(session string) (bool, error)
}

// Forker makes the session id of the first at records of another one, and its fields.
type Forker interface {
	Fork(session string, at int, id string) error
}
type Flusher interface{ Flush() error }
type Closer interface{ Close() error }

// Host says what is served.
type Host struct {
	// Name of the store, for reports.
	Name string
	// Version of the store; may be empty.
	Version string
	// Claims of the store: {"survives": "process-kill"}; see docs/adapters.md.
	Claims map[string]string
	// Prototype is a nil pointer of the store's type, (*MyStore)(nil): what that has is offered.
	Prototype Store
	// Open opens the store on an existing directory. onError takes what it tells in the background.
	Open func(dir string, onError func(session string, err error)) (Store, error)
}

// NotDone marks an error of an operation that surely did not happen.
func NotDone(err error) error { return notDone{err} }

type notDone struct{ error }

func (e notDone) Unwrap() error { return e.error }

type unsupported struct{ op string }

func (e unsupported) Error() string { return "this store has no operation " + e.op }

// Go runs something in the background. A panic in it is told, and does not end the program.
func Go(run func()) {
	go func() {
		defer func() {
			if caught := recover(); caught != nil {
				write(map[string]any{"event": "unhandled", "name": "panic", "message": fmt.Sprint(caught), "stack": string(debug.Stack())})
			}
		}()
		run()
	}()
}

type request struct {
	Id       *int64            `json:"id"`
	Op       string            `json:"op"`
	Cw       int               `json:"cw"`
	Instance string            `json:"instance"`
	Dir      string            `json:"dir"`
	Session  json.RawMessage   `json:"session"`
	At       int               `json:"at"`
	As       json.RawMessage   `json:"as"`
	Record   json.RawMessage   `json:"record"`
	Records  []json.RawMessage `json:"records"`
	Fields   json.RawMessage   `json:"fields"`
}

var (
	answers = os.Stdout
	writing sync.Mutex
)

const longestLine = 16 << 20

// Serve answers requests until the input ends or exit is asked.
func (host Host) Serve() {
	os.Stdout = os.Stderr
	stores := map[string]Store{}
	input := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := input.ReadBytes('\n')
		// A line without its end was torn.
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			answer(idIn(line), nil, NotDone(err))
			continue
		}
		ok, err := host.done(&asked, stores)
		answer(asked.Id, ok, err)
		if asked.Op == "exit" {
			return
		}
	}
}

func (host Host) done(asked *request, stores map[string]Store) (ok any, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = panicked{fmt.Sprint(caught), string(debug.Stack())}
		}
	}()
	switch asked.Op {
	case "hello":
		return host.hello(asked)
	case "ping", "exit":
		return nil, nil
	case "open":
		instance := asked.Instance
		store, err := host.Open(asked.Dir, func(session string, err error) {
			told := tell(err)
			told["event"], told["instance"] = "onError", instance
			if session != "" {
				told["session"] = session
			}
			write(told)
		})
		if err == nil {
			stores[instance] = store
		}
		return nil, err
	}
	if !has(host.Prototype, asked.Op) {
		return nil, unsupported{asked.Op}
	}
	store := stores[asked.Instance]
	if store == nil {
		return nil, NotDone(fmt.Errorf("instance %s is not open", asked.Instance))
	}
	if asked.Op == "close" {
		delete(stores, asked.Instance)
	}
	return call(store, asked)
}

func (host Host) hello(asked *request) (any, error) {
	if asked.Cw != 1 {
		return nil, NotDone(errors.New("this host speaks protocol 1"))
	}
	ops := []string{}
	for _, op := range []string{"create", "patch", "append", "appendAll", "rewrite", "read", "list", "touch", "delete", "consume", "fork", "flush", "close"} {
		if has(host.Prototype, op) {
			ops = append(ops, op)
		}
	}
	told := map[string]any{"cw": 1, "name": host.Name, "language": strings.Replace(runtime.Version(), "go", "go ", 1), "ops": ops, "claims": host.Claims}
	if host.Version != "" {
		told["version"] = host.Version
	}
	return told, nil
}

func has(store Store, op string) bool {
	var found bool
	switch op {
	case "read":
		found = true
	case "create":
		_, found = store.(Creator)
	case "patch":
		_, found = store.(Patcher)
	case "append":
		_, found = store.(Appender)
	case "appendAll":
		_, found = store.(GroupAppender)
	case "rewrite":
		_, found = store.(Rewriter)
	case "list":
		_, found = store.(Lister)
	case "touch":
		_, found = store.(Toucher)
	case "delete":
		_, found = store.(Deleter)
	case "consume":
		_, found = store.(Consumer)
	case "fork":
		_, found = store.(Forker)
	case "flush":
		_, found = store.(Flusher)
	case "close":
		_, found = store.(Closer)
	}
	return found
}

// call has looked before whether the store has the operation.
func call(store Store, asked *request) (any, error) {
	switch asked.Op {
	case "list":
		ids, err := store.(Lister).List()
		if ids == nil {
			ids = []string{}
		}
		return ids, err
	case "flush":
		return nil, store.(Flusher).Flush()
	case "close":
		return nil, store.(Closer).Close()
	}
	session, err := textOf(asked.Session)
	if err != nil {
		return nil, err
	}
	switch asked.Op {
	case "read":
		state, err := store.Read(session)
		return wireState(state), err
	case "touch":
		return nil, store.(Toucher).Touch(session)
	case "delete":
		return nil, store.(Deleter).Delete(session)
	case "consume":
		return store.(Consumer).Consume(session)
	case "fork":
		id, err := textOf(asked.As)
		if err != nil {
			return nil, err
		}
		return nil, store.(Forker).Fork(session, asked.At, id)
	case "append":
		return nil, store.(Appender).Append(session, asked.Record)
	case "appendAll":
		return nil, store.(GroupAppender).AppendAll(session, asked.Records)
	case "rewrite":
		return nil, store.(Rewriter).Rewrite(session, asked.Records)
	}
	fields, err := fieldsOf(asked.Fields)
	if err != nil {
		return nil, err
	}
	if asked.Op == "create" {
		return nil, store.(Creator).Create(session, fields)
	}
	return nil, store.(Patcher).Patch(session, fields)
}

// textOf refuses lone surrogates: a string of Go has no form for them, and two ids would become one.
func textOf(raw json.RawMessage) (string, error) {
	if hasLoneSurrogate(string(raw)) {
		return "", NotDone(errors.New("a text with a lone surrogate has no form in Go"))
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err
}

func hasLoneSurrogate(text string) bool {
	unit := func(at int) int64 {
		if at+6 > len(text) || text[at] != '\\' || text[at+1] != 'u' {
			return 0
		}
		found, _ := strconv.ParseInt(text[at+2:at+6], 16, 32)
		return found
	}
	for at := 0; at < len(text); at++ {
		if text[at] != '\\' {
			continue
		}
		first, second := unit(at), unit(at+6)
		switch {
		case first >= 0xdc00 && first <= 0xdfff:
			return true
		case first >= 0xd800 && first <= 0xdbff:
			if second < 0xdc00 || second > 0xdfff {
				return true
			}
			at += 11
		default:
			// What is escaped is no escape.
			at++
		}
	}
	return false
}

func fieldsOf(raw json.RawMessage) (map[string]json.RawMessage, error) {
	if hasLoneSurrogate(string(raw)) {
		return nil, NotDone(errors.New("a text with a lone surrogate has no form in Go"))
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, NotDone(err)
	}
	// One field with a name that looks like an escape's.
	if inside, wrapped := fields["$object"]; wrapped && len(fields) == 1 {
		unwrapped := map[string]json.RawMessage{}
		err := json.Unmarshal(inside, &unwrapped)
		return unwrapped, err
	}
	return fields, nil
}

func wireState(state *State) any {
	if state == nil {
		return nil
	}
	told := map[string]any{}
	if state.Fields != nil {
		told["fields"] = wireFields(state.Fields)
	}
	if state.Records != nil {
		told["records"] = state.Records
	}
	return told
}

func wireFields(fields map[string]json.RawMessage) any {
	for name := range fields {
		if len(fields) == 1 && strings.HasPrefix(name, "$") {
			return map[string]any{"$object": fields}
		}
	}
	return fields
}

type panicked struct{ message, stack string }

func (e panicked) Error() string { return e.message }

func tell(err error) map[string]any {
	told := map[string]any{"name": strings.TrimLeft(fmt.Sprintf("%T", err), "*"), "message": err.Error(), "definite": false}
	var definite notDone
	if errors.As(err, &definite) {
		told["definite"] = true
		told["name"] = strings.TrimLeft(fmt.Sprintf("%T", definite.error), "*")
	}
	if _, is := err.(unsupported); is {
		told["definite"], told["code"] = true, "CW_UNSUPPORTED"
	}
	if caught, is := err.(panicked); is {
		told["name"], told["stack"] = "panic", caught.stack
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		if code, known := codes[number]; known {
			told["code"] = code
		}
	}
	return told
}

var codes = map[syscall.Errno]string{
	syscall.EACCES: "EACCES", syscall.EBUSY: "EBUSY", syscall.EDQUOT: "EDQUOT", syscall.EEXIST: "EEXIST", syscall.EINTR: "EINTR",
	syscall.EIO: "EIO", syscall.EISDIR: "EISDIR", syscall.EMFILE: "EMFILE", syscall.ENAMETOOLONG: "ENAMETOOLONG", syscall.ENOENT: "ENOENT",
	syscall.ENOSPC: "ENOSPC", syscall.ENOTDIR: "ENOTDIR", syscall.EPERM: "EPERM", syscall.EROFS: "EROFS", syscall.EXDEV: "EXDEV",
}

func answer(id *int64, ok any, err error) {
	if err != nil {
		write(map[string]any{"id": id, "error": tell(err)})
		return
	}
	write(map[string]any{"id": id, "ok": ok})
}

func write(message map[string]any) {
	line, err := json.Marshal(message)
	if err != nil || len(line) >= longestLine {
		if err == nil {
			err = errors.New("the answer does not fit into a line")
		}
		line, _ = json.Marshal(map[string]any{"id": message["id"], "error": map[string]any{"name": "host", "message": err.Error()}})
	}
	writing.Lock()
	defer writing.Unlock()
	if _, err := answers.Write(append(line, '\n')); err != nil {
		os.Exit(1)
	}
}

// idIn finds the id in a line that is no JSON to Go, such as one that is nested too deeply.
func idIn(line []byte) *int64 {
	text := string(line)
	at := strings.Index(text, `"id":`)
	if at == -1 {
		return nil
	}
	digits := text[at+5:]
	if end := strings.IndexAny(digits, ",}"); end != -1 {
		digits = digits[:end]
	}
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil
	}
	return &id
}
