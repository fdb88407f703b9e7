package jinja

const percentExpressions = `
'%s' % 'a'
'%s %s' % ('a', 1)
'%s' % (1,)
'%s' % ((1, 2),)
'%s' % [1]
'%s' % {'a': 1}
'%r' % 'a'
'%a' % 'é'
'%5s|%-5s|%.1s' % ('a', 'b', 'cd')
'%5.1s|' % 'éa'
'%05s' % 'a'
'%d' % 42
'%d' % -42
'%d' % 3.99
'%d' % True
'%i %u' % (1, 2)
'%5d|%-5d|%05d' % (42, 42, 42)
'%+d % d' % (42, 42)
'%+d' % -42
'% 05d' % 42
'%-05d|' % 42
'%.5d' % 42
'%8.5d' % -42
'%08.5d' % -42
'%d' % 123456789012345678901234567890
'%d' % 1e20
'%o %x %X' % (8, 255, 255)
'%#o %#x %#X' % (8, 255, 255)
'%#08x' % 255
'%#8x' % 255
'%#-8x|' % 255
'%#.5x' % 255
'%x' % -255
'%#x' % -255
'%+x' % 255
'%x' % 123456789012345678901234567890
'%e' % 1234.5
'%E' % 0.00012345
'%.0e' % 12345
'%#.0e' % 12345
'%f' % 1.5
'%.2f' % 2.675
'%.0f' % 0.5
'%.0f' % 1.5
'%#.0f' % 1.5
'%10.3f|%-10.3f|%010.3f' % (3.14159, 3.14159, -3.14159)
'%+f' % 1.5
'% f' % 1.5
'%g' % 1234567.0
'%g' % 123456.0
'%g' % 0.0001
'%g' % 0.00001
'%g' % 1e100
'%.3g' % 1234.5
'%#g' % 1.5
'%G' % 1e-10
'%.0g' % 1234.0
'%f' % float('inf')
'%F' % float('inf')
'%08f' % -float('inf')
'%g' % float('nan')
'%f' % 123456789012345678901234567890
'%f' % 1e300
'%.20f' % 0.1
'%.17g' % 0.1
'%c%c' % ('a', 66)
'%5c|' % 'é'
'%.0c' % 'a'
'%c' % 'ab'
'%c' % -1
'%c' % 1.5
'%%' % ()
'100%%' % ()
'%5%' % ()
'%5%' % (1,)
'%%%s' % 'a'
'%(a)s %(b)d' % {'a': 'x', 'b': 5}
'%(a)s' % {'b': 1}
'%(a)05.1f' % {'a': 2.25}
'%(a)s %s' % {'a': 1}
'%(a)%' % {'a': 1}
'%(a(b))s' % {'a(b)': 1}
'%()s' % {'': 1}
'%(a)s' % 5
'%(a)s' % 'x'
'%(a)s' % (1,)
'%(a' % {}
'%(a)' % {'a': 1}
'%*d' % (5, 42)
'%-*d|' % (5, 42)
'%*d|' % (-5, 42)
'%.*f' % (2, 3.14159)
'%.*f' % (-2, 3.14159)
'%*.*f' % (8, 2, 3.14159)
'%*d' % ('a', 1)
'%*d' % (1.0, 1)
'%.d' % 5
'%.s|' % 'abc'
'%ld %hd' % (1, 2)
'%q' % 1
'%é' % 1
'a %q' % 1
'%' % ()
'%5' % 1
'%s' % ()
'%s %s' % 'a'
'a' % 1
'a' % ()
'a' % {}
'a' % [1]
'a' % 'b'
'%s' % (1, 2)
'%d' % 'a'
'%d' % None
'%d' % [1]
'%x' % 1.5
'%o' % 'a'
'%f' % 'a'
'%f' % None
'%d' % float('nan')
'%d' % float('inf')
'%d' % 10 ** 3
`

const formatExpressions = `
format('abc', '')
format('abc', '5')
format('abc', '>5')
format('abc', '^6')
format('abc', '^7')
format('abc', '*^8')
format('abc', '.2')
format('abc', '5.2')
format('abc', 's')
format('abc', '05')
format('abc', 'é>5')
format('é', '>3')
format('abc', '{<6')
format('abc', 'd')
format('abc', '=5')
format('abc', '+')
format('abc', ' ')
format('abc', '#')
format('abc', 'z')
format('abc', ',')
format('abc', ',s')
format('abc', '_')
format('abc', '.')
format('abc', '5x5')
format('abc', 'zz')
format(42, '')
format(42, 'd')
format(42, '5')
format(42, '<5')
format(42, '^5')
format(42, '05')
format(-42, '05')
format(42, '+')
format(42, ' ')
format(-42, '=6')
format(42, '*=+6')
format(42, 'b')
format(42, 'o')
format(42, 'x')
format(255, 'X')
format(42, '#b')
format(42, '#o')
format(255, '#X')
format(255, '#06x')
format(-255, '#010x')
format(42, 'c')
format(8364, 'c')
format(42, '5c')
format(42, '<5c')
format(1234567, ',')
format(1234567, '_')
format(-1234567, ',d')
format(123, ',')
format(1234, '010,')
format(1234, '09,')
format(1234, '08,')
format(1234, '07,')
format(1234, '06,')
format(1234, '05,')
format(1234, '011_d')
format(-1234, '010,')
format(1234, '*>12,')
format(65535, '_x')
format(65535, '010_x')
format(65535, '_b')
format(65535, ',x')
format(42, 'n')
format(42, 'e')
format(42, 'f')
format(42, '.2f')
format(42, 'g')
format(42, '%')
format(42, '.1%')
format(42, 's')
format(42, '.2')
format(42, '.2d')
format(42, '+c')
format(42, '#c')
format(-1, 'c')
format(42, 'z')
format(42, 'q')
format(42, ',_')
format(42, '_,')
format(123456789012345678901234567890, ',')
format(123456789012345678901234567890, 'x')
format(123456789012345678901234567890, '.3e')
format(True, '')
format(True, 'd')
format(True, '5')
format(1.5, '')
format(1.5, '5')
format(1.5, '<6')
format(1.5, '06')
format(-1.5, '07')
format(1.0, '.3')
format(123456.0, '.3')
format(100.0, '.3')
format(1000.0, '.3')
format(99.95, '.3')
format(1e20, '')
format(1e20, '5')
format(1e16, '>25')
format(0.0001, '.2')
format(0.00001, '>10')
format(3.14159, '.2f')
format(3.14159, '10.2f')
format(3.14159, '+.2f')
format(2.675, '.2f')
format(0.5, '.0f')
format(0.5, '#.0f')
format(1234567.891, ',')
format(1234567.891, ',.2f')
format(1234567.891, '_.1f')
format(1234567.891, '015,.2f')
format(1234.5, 'e')
format(1234.5, '.2E')
format(1234.5, 'g')
format(1234567.0, 'g')
format(1234567.0, 'G')
format(1e-10, 'g')
format(1.5, '#g')
format(1.5, 'n')
format(0.256, '%')
format(0.256, '.0%')
format(-0.0, '')
format(-0.0, 'z')
format(-0.001, 'z.1f')
format(-0.001, '.1f')
format(float('inf'), '')
format(float('inf'), '08')
format(float('nan'), '5')
format(-float('inf'), 'F')
format(float('inf'), '.2f')
format(1.5, 'd')
format(1.5, 'x')
format(1.5, 's')
format(1.5, '.')
format(1.5, '=+8')
format(1.5, '*<8')
format(10.0, '#')
format(1e16, '#')
format(None, '')
format(None, '5')
format([1], '')
format([1], '5')
format({}, 'x')
format(U, '')
format(U, '5')
format(M('<'), '5')
format(M('<'), '')
`

// kindExpressions fail with messages that differ, or that are long.
const kindExpressions = `
'a' * 10 ** 30
[1] * 10 ** 30
'abc'.ljust(10 ** 30)
'{0[}'.format(1)
'%99999999999d' % 1
'%.99999999999f' % 1.5
format(1, '99999999999999999999')
'%s' % 10 ** 5000
`
