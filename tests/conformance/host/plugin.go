package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// plugin is the started backend; startMs is the time from exec to the handshake and the connection.
type plugin struct {
	id          string
	startMs     float64
	command     *exec.Cmd
	client      *goplugin.Client
	connection  goplugin.ClientProtocol
	diagnostics grpcplugin.DiagnosticsClient
	resource    grpcplugin.ResourceClient
	data        grpcplugin.DataClient
}

// start runs the executable as Grafana 12.4 does: handshake of pkg/plugins/backendplugin/grpcplugin/client.go, no host environment.
func start(dir string, env []string) (*plugin, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "plugin.json"))
	if err != nil {
		return nil, err
	}
	var manifest struct{ ID, Executable string }
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return nil, err
	}
	executable, err := filepath.Abs(filepath.Join(dir, fmt.Sprintf("%s_%s_%s", manifest.Executable, runtime.GOOS, runtime.GOARCH)))
	if err != nil {
		return nil, err
	}
	command := exec.Command(executable)
	command.Env = append([]string{"GF_VERSION=12.4.0", "GF_EDITION=Open Source"}, env...)
	started := time.Now()
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd:              command,
		SkipHostEnv:      true,
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: 2, MagicCookieKey: "grafana_plugin_type", MagicCookieValue: "datasource"},
		VersionedPlugins: map[int]goplugin.PluginSet{2: {
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
			"data":        &grpcplugin.DataGRPCPlugin{},
		}},
		// JSON lines, so that the tests can read level and fields of what the plugin logged.
		Logger: hclog.New(&hclog.LoggerOptions{Output: os.Stderr, Level: hclog.Trace, JSONFormat: true}),
	})
	p := &plugin{id: manifest.ID, command: command, client: client}
	if p.connection, err = client.Client(); err != nil {
		client.Kill()
		return nil, err
	}
	p.startMs = milliseconds(started)
	for name, take := range map[string]func(any){
		"diagnostics": func(c any) { p.diagnostics = c.(grpcplugin.DiagnosticsClient) },
		"resource":    func(c any) { p.resource = c.(grpcplugin.ResourceClient) },
		"data":        func(c any) { p.data = c.(grpcplugin.DataClient) },
	} {
		dispensed, err := p.connection.Dispense(name)
		if err != nil {
			client.Kill()
			return nil, err
		}
		take(dispensed)
	}
	return p, nil
}

func milliseconds(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}
