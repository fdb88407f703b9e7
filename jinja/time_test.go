package jinja

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/internal/python"
)

// timeQuestion is a question to datetimes.py.
type timeQuestion struct {
	At     int64  `json:"at"`
	Micro  int    `json:"micro"`
	Offset int    `json:"offset"`
	With   string `json:"with"`
}

func (q timeQuestion) time() time.Time {
	zone := time.FixedZone("", q.Offset)
	if q.Offset == 0 {
		zone = time.UTC
	}
	return time.Unix(q.At, int64(q.Micro)*1000).In(zone)
}

// moments to ask about: both halves of the day, the ends of years, weeks that belong to
// another year, a leap day, before 1970, before the year 1000.
var timeQuestions = []timeQuestion{
	{At: 1704164645, Micro: 6},
	{At: 1704164640},
	{At: 0},
	{At: 1709251199, Micro: 999999, Offset: 5*3600 + 1800},
	{At: 1230768000, Offset: -3*3600 - 1800},
	{At: 1609459199, Micro: 120000, Offset: 19815},
	{At: 1483228800, Offset: 7200},
	{At: -1, Micro: 5},
	{At: -30993994251, Micro: 123456, Offset: -12600},
	{At: -62009280000},
	{At: 253402300799},
}

func askTimes(t *testing.T, do string, with []string) (questions []timeQuestion, answers []string) {
	t.Helper()
	for _, q := range timeQuestions {
		for _, w := range with {
			q.With = w
			questions = append(questions, q)
		}
	}
	return questions, python.Start(t, "datetimes.py").AskEach[string](t, do, questions)
}

func TestStrftimeIsThatOfPython(t *testing.T) {
	formats := []string{
		"", "plain", "%", "%%", "100%", "%Y-%m-%dT%H:%M:%S.%f%z %Z", "%%d %%%d", "%é", "é%d ü", "%-", "%5", "%Q", "%^Q", "%10Q",
		"%Ey", "%EY", "%Ec", "%Ex", "%EX", "%EC", "%Od", "%OH", "%OS", "%EH", "%Oc", "%E", "%O", "%^#a", "%:", "%+", "%N",
	}
	for _, letter := range "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%" {
		for _, flag := range []string{"", "-", "_", "0", "^", "#", "12", "012", "_12", "-12", "^12"} {
			formats = append(formats, "%"+flag+string(letter))
		}
	}
	formats = append(formats, "%f", "%-f", "%_f")
	questions, want := askTimes(t, "strftime", formats)
	for i, q := range questions {
		if strings.HasSuffix(q.With, "s") && q.Offset != 0 {
			continue // Python takes the clock's time for one of the machine's zone
		}
		if got := strftime(q.time(), q.With); got != want[i] {
			t.Errorf("%s in %q is %q, Python has %q", q.time(), q.With, got, want[i])
		}
	}
}

func TestTimesAreDatetimes(t *testing.T) {
	call := func(name string, a ...value) func(r *run, x any) value {
		return func(r *run, x any) value { return hostAttr(r, x, name).ref.(callable).call(r, &args{pos: a}) }
	}
	attribute := func(name string) func(r *run, x any) value {
		return func(r *run, x any) value { return hostAttr(r, x, name) }
	}
	expressions := map[string]func(r *run, x any) value{
		"t":       func(_ *run, x any) value { return fromAny(x) },
		"repr(t)": func(r *run, x any) value { return text(string(hostRepr(r, nil, x))) },
		"t.year":  attribute("year"), "t.month": attribute("month"), "t.day": attribute("day"),
		"t.hour": attribute("hour"), "t.minute": attribute("minute"), "t.second": attribute("second"),
		"t.microsecond": attribute("microsecond"), "t.fold": attribute("fold"),
		"t.weekday()": call("weekday"), "t.isoweekday()": call("isoweekday"), "tuple(t.isocalendar())": call("isocalendar"),
		"t.toordinal()": call("toordinal"), "t.ctime()": call("ctime"), "t.timestamp()": call("timestamp"),
		"t.isoformat()": call("isoformat"), "t.isoformat(' ')": call("isoformat", text(" ")),
		"t.isoformat('T', 'hours')":        call("isoformat", text("T"), text("hours")),
		"t.isoformat('T', 'minutes')":      call("isoformat", text("T"), text("minutes")),
		"t.isoformat('T', 'seconds')":      call("isoformat", text("T"), text("seconds")),
		"t.isoformat('é', 'milliseconds')": call("isoformat", text("é"), text("milliseconds")),
		"t.isoformat('T', 'microseconds')": call("isoformat", text("T"), text("microseconds")),
		"t.isoformat('T', 'auto')":         call("isoformat", text("T"), text("auto")),
		"t.date()":                         call("date"), "t.time()": call("time"), "t.tzname()": call("tzname"), "t.utcoffset()": call("utcoffset"),
		"t.date().isoformat()": func(r *run, x any) value { return call("isoformat")(r, call("date")(r, x).ref) },
		"t.date().year":        func(r *run, x any) value { return hostAttr(r, call("date")(r, x).ref, "year") },
		"repr(t.date())":       func(r *run, x any) value { return text(string(hostRepr(r, nil, call("date")(r, x).ref))) },
		"repr(t.time())":       func(r *run, x any) value { return text(string(hostRepr(r, nil, call("time")(r, x).ref))) },
		"t.time().isoformat('minutes')": func(r *run, x any) value {
			return call("isoformat", text("minutes"))(r, call("time")(r, x).ref)
		},
	}
	texts := make([]string, 0, len(expressions))
	for e := range expressions {
		texts = append(texts, e)
	}
	questions, want := askTimes(t, "evaluate", texts)
	r := hostRun()
	for i, q := range questions {
		at := q.time()
		for _, x := range []any{at, &at} {
			if got := strOf(r, expressions[q.With](r, x)); got != want[i] {
				t.Errorf("%s of %v is %q, Python has %q", q.With, at, got, want[i])
			}
		}
	}
}

func TestDurationsAreTimedeltas(t *testing.T) {
	durations := []timeQuestion{{At: 0}, {At: 2}, {At: -86395}, {At: 86400}, {At: 2*86400 + 5, Micro: 3}, {Micro: -1}, {At: 3600 * 25}, {At: -86400}}
	r := hostRun()
	questions := []timeQuestion{}
	got := []string{}
	for _, q := range durations {
		d := time.Duration(q.At)*time.Second + time.Duration(q.Micro)*time.Microsecond
		total := hostAttr(r, d, "total_seconds").ref.(callable).call(r, &args{})
		for with, is := range map[string]string{
			"d": string(hostStr(r, nil, d)), "repr(d)": string(hostRepr(r, nil, &d)), "bool(d)": map[bool]string{true: "True", false: "False"}[hostTruth(r, d)],
			"d.days": fmt.Sprint(hostAttr(r, d, "days").int()), "d.seconds": fmt.Sprint(hostAttr(r, d, "seconds").int()),
			"d.microseconds": fmt.Sprint(hostAttr(r, d, "microseconds").int()), "float(d.total_seconds()).hex()": fmt.Sprintf("%x", total.float()),
		} {
			if with == "float(d.total_seconds()).hex()" {
				continue // compared as a number below
			}
			q.With = with
			questions, got = append(questions, q), append(got, is)
		}
		if want := float64(q.At) + float64(q.Micro)/1e6; total.float() != want {
			t.Errorf("total_seconds of %v is %v, want %v", d, total.float(), want)
		}
	}
	for i, want := range python.Start(t, "datetimes.py").AskEach[string](t, "evaluate", questions) {
		if got[i] != want {
			t.Errorf("%s of %+v is %q, Python has %q", questions[i].With, questions[i], got[i], want)
		}
	}
}

func TestTimesAreCompared(t *testing.T) {
	r := hostRun()
	early := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	same, late := early.In(time.FixedZone("", 3600)), early.Add(time.Hour)
	if !hostEqual(r, early, &same) || hostEqual(r, early, late) || hostEqual(r, early, time.Second) {
		t.Error("times are not equal as their moments are")
	}
	if is, ok := hostLess(r, early, &late); !is || !ok {
		t.Error("the earlier time is not less")
	}
	if _, ok := hostLess(r, early, time.Second); ok {
		t.Error("a time and a duration have an order")
	}
	a, _ := hostHash(early)
	b, _ := hostHash(&same)
	if a != b {
		t.Error("equal times have unlike hashes")
	}
	if is, ok := hostLess(r, dateOf(early), dateOf(early.AddDate(0, 0, 1))); !is || !ok || !hostEqual(r, dateOf(early), dateOf(late)) {
		t.Error("dates are not compared")
	}
	for _, c := range []struct {
		op   string
		a, b any
		want any
	}{
		{"-", late, early, time.Hour},
		{"-", late, time.Hour, early},
		{"+", early, time.Hour, late},
		{"+", time.Hour, early, late},
		{"+", time.Hour, time.Minute, time.Hour + time.Minute},
		{"-", time.Hour, time.Minute, time.Hour - time.Minute},
		{"*", time.Hour, 3, 3 * time.Hour},
		{"*", 3, time.Hour, 3 * time.Hour},
	} {
		if got, ok := timeOperation(c.op, fromAny(c.a), fromAny(c.b)); !ok || !hostEqual(r, got.ref, c.want) {
			t.Errorf("%v %s %v is %v, %v, want %v", c.a, c.op, c.b, got.ref, ok, c.want)
		}
	}
	if _, ok := timeOperation("+", fromAny(early), fromAny(late)); ok {
		t.Error("times are added")
	}
}

func TestGoMethodsOfATimeStay(t *testing.T) {
	r := hostRun()
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, want := range map[string]string{"Format": "02.01.24", "format": "02.01.24"} {
		got := hostAttr(r, &at, name).ref.(callable).call(r, &args{pos: []value{text("02.01.06")}})
		if got.text() != want {
			t.Errorf("%s gives %q, want %q", name, got.text(), want)
		}
	}
	if year := hostAttr(r, at, "Year").ref.(callable).call(r, &args{}); year.int() != 2024 {
		t.Errorf("Year gives %d", year.int())
	}
}
