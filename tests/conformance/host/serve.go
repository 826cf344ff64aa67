package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

type request struct {
	ID            int64
	Op            string // health, query, resource, metrics, ping, pid, stop, kill, restart
	Settings      settings
	From, To      int64
	Queries       []query
	Headers       map[string]string
	Method, Path  string
	Body          json.RawMessage
	CancelAfterMs int64
}

type settings struct {
	UID            string
	JSONData       json.RawMessage
	SecureJSONData map[string]string
	Updated        int64
}

// query is what Grafana puts beside the query's JSON; json is sent as it stands, so that it may be broken.
type query struct {
	RefID, QueryType          string
	MaxDataPoints, IntervalMs int64
	JSON                      string
}

func serve(dir string, env []string) {
	var mutex sync.Mutex
	output := json.NewEncoder(os.Stdout)
	answer := func(fields map[string]any) {
		mutex.Lock()
		defer mutex.Unlock()
		exit(output.Encode(fields))
	}
	p, err := start(dir, env)
	exit(err)
	answer(started(p, 0))
	var running sync.WaitGroup
	for lines := newLines(); lines.Scan(); {
		var r request
		exit(json.Unmarshal(lines.Bytes(), &r))
		switch r.Op {
		case "stop":
			began := time.Now()
			p.client.Kill()
			answer(map[string]any{"id": r.ID, "ok": true, "ms": milliseconds(began)})
			continue
		case "restart":
			p, err = start(dir, env)
			exit(err)
			answer(started(p, r.ID))
			continue
		}
		running.Add(1)
		go func(p *plugin) {
			defer running.Done()
			answer(run(p, r))
		}(p)
	}
	running.Wait()
	p.client.Kill()
}

func started(p *plugin, id int64) map[string]any {
	address := p.client.ReattachConfig().Addr
	return map[string]any{"id": id, "ok": true, "ms": p.startMs, "pid": p.command.Process.Pid,
		"network": address.Network(), "address": address.String()}
}

func run(p *plugin, r request) map[string]any {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if r.CancelAfterMs > 0 {
		time.AfterFunc(time.Duration(r.CancelAfterMs)*time.Millisecond, cancel)
	}
	began := time.Now()
	answer := map[string]any{"id": r.ID}
	var err error
	switch r.Op {
	case "health":
		err = health(ctx, p, r, answer)
	case "metrics":
		var res *pluginv2.CollectMetricsResponse
		if res, err = p.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{PluginContext: pluginContext(p, r)}); err == nil {
			answer["text"] = string(res.Metrics.GetPrometheus())
		}
	case "query":
		err = queryData(ctx, p, r, answer)
	case "resource":
		err = callResource(ctx, p, r, answer)
	case "ping":
		err = p.connection.Ping()
	case "pid":
		answer["pid"] = p.command.Process.Pid
	case "kill":
		err = p.command.Process.Kill()
	default:
		err = fmt.Errorf("unknown op %q", r.Op)
	}
	if _, set := answer["ms"]; !set {
		answer["ms"] = milliseconds(began)
	}
	answer["ok"] = err == nil
	if err != nil {
		answer["error"] = err.Error()
	}
	return answer
}

func pluginContext(p *plugin, r request) *pluginv2.PluginContext {
	jsonData := []byte(r.Settings.JSONData)
	if jsonData == nil {
		jsonData = []byte("{}")
	}
	return &pluginv2.PluginContext{
		OrgId: 1, PluginId: p.id, PluginVersion: "0.1.0", UserAgent: "Grafana/12.4.0 (linux; amd64)",
		User:          &pluginv2.User{Login: "admin", Name: "Admin", Email: "admin@localhost", Role: "Admin"},
		GrafanaConfig: map[string]string{"GF_APP_URL": "http://localhost:3000/", "GF_SQL_ROW_LIMIT": "1000000"},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{Id: 1, Uid: r.Settings.UID, Name: "ZoneFlow",
			JsonData: jsonData, DecryptedSecureJsonData: r.Settings.SecureJSONData, LastUpdatedMS: r.Settings.Updated},
	}
}

func health(ctx context.Context, p *plugin, r request, answer map[string]any) error {
	res, err := p.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: pluginContext(p, r), Headers: r.Headers})
	if err != nil {
		return err
	}
	answer["status"], answer["message"] = res.Status.String(), res.Message
	if len(res.JsonDetails) > 0 {
		answer["details"] = json.RawMessage(res.JsonDetails)
	}
	return nil
}

func queryData(ctx context.Context, p *plugin, r request, answer map[string]any) error {
	req := &pluginv2.QueryDataRequest{PluginContext: pluginContext(p, r), Headers: r.Headers}
	for _, q := range r.Queries {
		req.Queries = append(req.Queries, &pluginv2.DataQuery{RefId: q.RefID, QueryType: q.QueryType, MaxDataPoints: q.MaxDataPoints,
			IntervalMS: q.IntervalMs, TimeRange: &pluginv2.TimeRange{FromEpochMS: r.From, ToEpochMS: r.To}, Json: []byte(q.JSON)})
	}
	began := time.Now()
	res, err := p.data.QueryData(ctx, req)
	if err != nil {
		return err
	}
	answer["ms"] = milliseconds(began)
	results := map[string]any{}
	for refID, response := range res.Responses {
		frames := []json.RawMessage{}
		for _, raw := range response.Frames {
			frame, err := decode(raw)
			if err != nil {
				return fmt.Errorf("refId %s: %w", refID, err)
			}
			frames = append(frames, frame)
		}
		results[refID] = map[string]any{"status": response.Status, "error": response.Error, "errorSource": response.ErrorSource, "frames": frames}
	}
	answer["results"] = results
	return nil
}

func callResource(ctx context.Context, p *plugin, r request, answer map[string]any) error {
	stream, err := p.resource.CallResource(ctx, &pluginv2.CallResourceRequest{PluginContext: pluginContext(p, r), Method: r.Method,
		Path: strings.SplitN(r.Path, "?", 2)[0], Url: r.Path, Body: r.Body,
		Headers: map[string]*pluginv2.StringList{"Content-Type": {Values: []string{"application/json"}}}})
	if err != nil {
		return err
	}
	body := ""
	for first := true; ; first = false {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if first {
			headers := map[string][]string{}
			for name, values := range chunk.Headers {
				headers[name] = values.Values
			}
			answer["code"], answer["headers"] = chunk.Code, headers
		}
		body += string(chunk.Body)
	}
	answer["body"] = body
	return nil
}
