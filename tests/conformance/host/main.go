// Command host plays Grafana for the conformance tests: it starts the plugin's backend with Grafana's own plugin library
// and a nearly empty environment, and decodes what comes back with Grafana's own decoder.
//
//	host decode                                   a frame file in base64 a line on stdin, its JSON a line on stdout
//	host serve -plugin DIR [-env KEY=VALUE]...    one JSON request a line on stdin, one JSON answer a line on stdout
//
// Requests run at the same time; an answer carries the id of its request.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func main() {
	if len(os.Args) < 2 {
		exit(fmt.Errorf("usage: host decode | host serve -plugin DIR"))
	}
	switch os.Args[1] {
	case "decode":
		decodeFrames()
	case "serve":
		var env list
		flags := flag.NewFlagSet("serve", flag.ExitOnError)
		dir := flags.String("plugin", ".", "folder that holds plugin.json")
		flags.Var(&env, "env", "KEY=VALUE for the plugin, as settings of [plugin.<id>] arrive")
		exit(flags.Parse(os.Args[2:]))
		serve(*dir, env)
	default:
		exit(fmt.Errorf("unknown mode %q", os.Args[1]))
	}
}

func decodeFrames() {
	answer := json.NewEncoder(os.Stdout)
	for lines := newLines(); lines.Scan(); {
		frame, err := decodeBase64(lines.Text())
		if err != nil {
			exit(answer.Encode(map[string]any{"error": err.Error()}))
			continue
		}
		exit(answer.Encode(map[string]any{"frame": frame}))
	}
}

func decodeBase64(line string) (json.RawMessage, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	if err != nil {
		return nil, err
	}
	return decode(raw)
}

func decode(raw []byte) (json.RawMessage, error) {
	frame, err := data.UnmarshalArrowFrame(raw)
	if err != nil {
		return nil, err
	}
	return data.FrameToJSON(frame, data.IncludeAll)
}

func newLines() *bufio.Scanner {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 256<<20)
	return lines
}

type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "host:", err)
		os.Exit(1)
	}
}
