package tunnel

import (
	"context"
	"fmt"
	"log/slog"
)

// sdkLog passes the SDK's log on as debugging detail, without the token.
//
// All of it becomes Debug, because the states say what matters and some of
// the SDK's errors are false: it reports the heartbeat of a connection it
// replaced 25 s ago. What the SDK itself calls Debug is refused, because a
// slow handler there can deadlock its closing of an endpoint.
type sdkLog struct {
	to    slog.Handler
	token Token
}

func newSDKLog(to *slog.Logger, token Token) *slog.Logger {
	return slog.New(sdkLog{to: to.Handler(), token: token})
}

// Enabled refuses the SDK's Debug and asks the handler behind about ours.
func (l sdkLog) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo && l.to.Enabled(ctx, slog.LevelDebug)
}

// Handle writes the redacted record.
func (l sdkLog) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, slog.LevelDebug, "ngrok: "+l.token.redact(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(l.attr(a))
		return true
	})
	return l.to.Handle(ctx, out)
}

// WithAttrs redacts the attributes it adds.
func (l sdkLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = l.attr(a)
	}
	return sdkLog{to: l.to.WithAttrs(clean), token: l.token}
}

// WithGroup opens a group.
func (l sdkLog) WithGroup(name string) slog.Handler {
	return sdkLog{to: l.to.WithGroup(name), token: l.token}
}

func (l sdkLog) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		v = slog.StringValue(l.token.redact(v.String()))
	case slog.KindAny:
		v = slog.StringValue(l.token.redact(fmt.Sprint(v.Any())))
	case slog.KindGroup:
		group := make([]slog.Attr, 0, len(v.Group()))
		for _, member := range v.Group() {
			group = append(group, l.attr(member))
		}
		v = slog.GroupValue(group...)
	}
	return slog.Attr{Key: a.Key, Value: v}
}
