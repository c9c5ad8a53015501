package io.longhaul.activities.relational;

import io.longhaul.activities.relational.TemporalFormat.Match;
import java.time.LocalDate;

/** Reads one text of ISO 8601, digit by digit: a column of a large table has millions. */
final class IsoText {

    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long NANOS = 1_000_000_000L;
    private static final int FRACTION = 9;

    private final byte[] text;
    private final Moment moment;
    private int at;
    private boolean impossible;

    IsoText(byte[] text, Moment moment) {
        this.text = text;
        this.moment = moment;
    }

    Match parse() {
        moment.clear();
        boolean dateFirst = text.length >= 10 && text[4] == '-';
        boolean read;
        if (dateFirst) {
            read = date();
            if (read && at < text.length) {
                boolean separated = text[at] == ' ' || text[at] == 'T' || text[at] == 't';
                at++;
                read = separated && time() && offset();
            }
        } else {
            read = text.length >= 5 && text[2] == ':' && time() && offset();
        }
        if (!read || at != text.length) {
            return Match.OTHER;
        }
        return impossible ? Match.IMPOSSIBLE : Match.FITS;
    }

    private boolean date() {
        int year = digits(4);
        if (year < 0 || text[at++] != '-') {
            return false;
        }
        int month = digits(2);
        if (month < 0 || text[at++] != '-') {
            return false;
        }
        int day = digits(2);
        if (day < 0) {
            return false;
        }
        // PostgreSQL has no year 0.
        if (year == 0 || month < 1 || month > 12 || day < 1 || day > days(year, month)) {
            impossible = true;
        } else {
            moment.date(LocalDate.of(year, month, day).toEpochDay());
        }
        return true;
    }

    private static int days(int year, int month) {
        return switch (month) {
            case 2 -> (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private boolean time() {
        int hour = digits(2);
        if (hour < 0 || at >= text.length || text[at++] != ':') {
            return false;
        }
        int minute = digits(2);
        if (minute < 0) {
            return false;
        }
        int second = 0;
        long nanos = 0;
        if (at < text.length && text[at] == ':') {
            at++;
            second = digits(2);
            if (second < 0) {
                return false;
            }
            if (at < text.length && text[at] == '.') {
                at++;
                nanos = fraction();
                if (nanos < 0) {
                    return false;
                }
            }
        }
        if (hour > 23 || minute > 59 || second > 59) {
            impossible = true;
        } else {
            moment.time((hour * HOUR + minute * MINUTE + second) * NANOS + nanos);
        }
        return true;
    }

    private long fraction() {
        long nanos = 0;
        int count = 0;
        while (at < text.length && isDigit(text[at])) {
            if (count < FRACTION) {
                nanos = nanos * 10 + (text[at] - '0');
            }
            count++;
            at++;
        }
        for (int i = count; i < FRACTION; i++) {
            nanos *= 10;
        }
        return count == 0 || count > FRACTION ? -1 : nanos;
    }

    private boolean offset() {
        if (at == text.length) {
            return true;
        }
        if (text[at] == ' ') {
            at++;
        }
        if (at == text.length) {
            return false;
        }
        byte sign = text[at++];
        if (sign == 'Z' || sign == 'z') {
            moment.offset(0);
            return true;
        }
        if (sign != '+' && sign != '-') {
            return false;
        }
        int hours = digits(2);
        if (hours < 0) {
            return false;
        }
        int minutes = 0;
        if (at < text.length) {
            if (text[at] == ':') {
                at++;
            }
            minutes = digits(2);
            if (minutes < 0) {
                return false;
            }
        }
        if (hours > 15 || minutes > 59) {
            impossible = true;
        }
        long seconds = hours * HOUR + minutes * MINUTE;
        moment.offset((int) (sign == '-' ? -seconds : seconds));
        return true;
    }

    /** The number in so many digits; -1 where they are none. */
    private int digits(int count) {
        if (at + count > text.length) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < count; i++) {
            byte digit = text[at++];
            if (!isDigit(digit)) {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
