package jinja

import (
	"time"
)

type timeNumbers = map[string]func(t time.Time) int

var (
	dateNumbers = timeNumbers{
		"year":  time.Time.Year,
		"month": func(t time.Time) int { return int(t.Month()) },
		"day":   time.Time.Day,
	}
	clockNumbers = timeNumbers{
		"hour": time.Time.Hour, "minute": time.Time.Minute, "second": time.Time.Second,
		"microsecond": func(t time.Time) int { return t.Nanosecond() / 1000 },
	}
)

// timeAttributes are those of Python's datetime.
func timeAttributes() []*hostAccessor {
	all := append(timeProperties(dateNumbers, mustTime), timeProperties(clockNumbers, mustTime)...)
	all = append(all, timeProperties(timeNumbers{"fold": func(time.Time) int { return 0 }}, mustTime)...)
	calls := dateCalls(mustTime)
	calls["isoformat"] = timeIsoformat
	calls["date"] = func(_ *run, x any, a *args) value {
		noArguments("datetime.date", a)
		return value{ref: dateOf(mustTime(x))}
	}
	calls["time"] = func(_ *run, x any, a *args) value {
		noArguments("datetime.time", a)
		return value{ref: clockOf(mustTime(x))}
	}
	calls["timestamp"] = func(_ *run, x any, a *args) value {
		noArguments("datetime.timestamp", a)
		t := mustTime(x)
		return float(float64(t.Unix()) + float64(t.Nanosecond()/1000)/1e6)
	}
	calls["utcoffset"] = func(_ *run, x any, a *args) value {
		noArguments("datetime.utcoffset", a)
		_, offset := mustTime(x).Zone()
		return value{ref: time.Duration(offset) * time.Second}
	}
	calls["tzname"] = func(_ *run, x any, a *args) value {
		noArguments("datetime.tzname", a)
		return text(zoneName(mustTime(x)))
	}
	return append(all, pythonMethods("datetime", calls)...)
}

func dateAttributes() []*hostAccessor {
	of := func(x any) time.Time { return x.(*pythonDate).t }
	calls := dateCalls(of)
	calls["isoformat"] = func(_ *run, x any, a *args) value {
		noArguments("date.isoformat", a)
		return text(string(appendDate(nil, of(x))))
	}
	return append(timeProperties(dateNumbers, of), pythonMethods("date", calls)...)
}

func clockAttributes() []*hostAccessor {
	of := func(x any) time.Time { return x.(*pythonClock).t }
	calls := hostCalls{"strftime": strftimeCall(of), "isoformat": func(r *run, x any, a *args) value {
		var to [1]value
		clockSignature.bind(a, 0, to[:])
		return text(string(appendClock(nil, of(x), timespecOf("isoformat", 1, to[0]))))
	}}
	return append(timeProperties(clockNumbers, of), pythonMethods("time", calls)...)
}

func timeProperties(numbers timeNumbers, of func(x any) time.Time) (all []*hostAccessor) {
	for name, read := range numbers {
		all = append(all, &hostAccessor{name: name, property: func(_ *run, x any) value { return intValue(read(of(x))) }})
	}
	return all
}

// dateCalls are the methods that Python's date and datetime share.
func dateCalls(of func(x any) time.Time) hostCalls {
	return hostCalls{
		"weekday": func(_ *run, x any, a *args) value {
			noArguments("date.weekday", a)
			return intValue((int(of(x).Weekday()) + 6) % 7)
		},
		"isoweekday": func(_ *run, x any, a *args) value {
			noArguments("date.isoweekday", a)
			return intValue((int(of(x).Weekday())+6)%7 + 1)
		},
		"isocalendar": func(_ *run, x any, a *args) value {
			noArguments("date.isocalendar", a)
			year, week := of(x).ISOWeek()
			return newTuple(intValue(year), intValue(week), intValue((int(of(x).Weekday())+6)%7+1))
		},
		"toordinal": func(_ *run, x any, a *args) value {
			noArguments("date.toordinal", a)
			t := of(x)
			return integer(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix()/86400 + 719163)
		},
		"ctime": func(_ *run, x any, a *args) value {
			noArguments("date.ctime", a)
			return text(strftime(of(x), "%a %b %e %H:%M:%S %04Y"))
		},
		"strftime": strftimeCall(of),
	}
}

func strftimeCall(of func(x any) time.Time) func(r *run, x any, a *args) value {
	return func(_ *run, x any, a *args) value {
		var to [1]value
		strftimeSignature.bind(a, 0, to[:])
		format, is := to[0].asText()
		if !is {
			panic(errorf(kindTypeError, "strftime() argument 1 must be str, not %s", typeName(to[0])))
		}
		return text(strftime(of(x), format))
	}
}

var (
	strftimeSignature  = signature{name: "strftime", params: []string{"format"}, required: 1}
	isoformatSignature = signature{name: "isoformat", params: []string{"sep", "timespec"}}
	clockSignature     = signature{name: "isoformat", params: []string{"timespec"}}
)

func timeIsoformat(_ *run, x any, a *args) value {
	var to [2]value
	isoformatSignature.bind(a, 0, to[:])
	sep := 'T'
	if !to[0].isMissing() {
		s, is := to[0].asText()
		one := []rune(s)
		if !is || len(one) != 1 {
			panic(errorf(kindTypeError, "isoformat() argument 1 must be a unicode character, not %s", typeName(to[0])))
		}
		sep = one[0]
	}
	t := mustTime(x)
	dst := append(appendDate(nil, t), string(sep)...)
	dst = appendClock(dst, t, timespecOf("isoformat", 2, to[1]))
	return text(string(appendOffset(dst, t, ":")))
}

func timespecOf(function string, at int, v value) string {
	if v.isMissing() {
		return "auto"
	}
	s, is := v.asText()
	if !is {
		panic(errorf(kindTypeError, "%s() argument %d must be str, not %s", function, at, typeName(v)))
	}
	return s
}

// zoneName is what Python's timezones are called: "UTC", "UTC+02:00"; a zone that Go has a
// name for keeps it, as one of Python's zoneinfo does.
func zoneName(t time.Time) string {
	name, offset := t.Zone()
	switch {
	case name != "":
		return name
	case offset == 0:
		return "UTC"
	}
	return string(appendOffset([]byte("UTC"), t, ":"))
}
