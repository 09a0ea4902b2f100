// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/tablereader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace tandem::config {

namespace {

constexpr std::size_t longestName = 64;
constexpr std::size_t longestText = 4096;
constexpr std::size_t longestInterface = 15; // IFNAMSIZ - 1

bool isControl(char letter)
{
    const auto octet = static_cast<unsigned char>(letter);
    return octet < 0x20 || octet == 0x7f;
}

bool isNameLetter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '_' || letter == '.';
}

/// 2.0 -> "2", 0.01 -> "0.01"
std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

std::string wholeRange(std::int64_t least, std::int64_t most)
{
    const auto from = std::to_string(least);
    const auto to = std::to_string(most);
    if (least == most)
        return "write " + from;
    return least + 1 == most ? "write " + from + " or " + to : "write a whole number from " + from + " to " + to;
}

std::string joined(const std::vector<std::string_view> &words)
{
    std::string all;
    for (const auto word : words)
        all += (all.empty() ? "" : ", ") + std::string(word);
    return all;
}

/// Edits that make one word of the other, a swap of neighbours being one (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = std::min(
                {cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

/// A key as a message may quote it: short, on one line.
std::string asQuote(std::string_view text)
{
    std::string clean = "\"";
    for (const char letter : text.substr(0, longestName))
        clean += isControl(letter) ? '?' : letter;
    return clean + (text.size() > longestName ? "…\"" : "\"");
}

} // namespace

std::string_view closest(std::string_view word, const std::vector<std::string_view> &known)
{
    std::string_view best;
    if (word.size() > longestName)
        return best;
    std::size_t least = word.size() / 4 + (word.size() < 4 ? 2 : 1); // one edit more than is close
    for (const auto candidate : known) {
        const auto edits = distance(word, candidate);
        if (edits < least && edits < candidate.size()) {
            least = edits;
            best = candidate;
        }
    }
    return best;
}

TableReader::TableReader(const Value &table, std::string what, std::initializer_list<std::string_view> known,
                         Mistakes &mistakes)
    : m_table(table), m_what(std::move(what)), m_mistakes(mistakes)
{
    const std::vector<std::string_view> keys(known);
    for (const auto &member : table.members) {
        if (std::find(keys.begin(), keys.end(), member.key) != keys.end())
            continue;
        const auto meant = closest(member.key, keys);
        add(member.at, "unknown key " + asQuote(member.key) + " in " + m_what,
            meant.empty() ? "known here: " + joined(keys) : "did you mean \"" + std::string(meant) + "\"?");
    }
}

const Value *TableReader::find(std::string_view key) const
{
    const auto *member = m_table.find(key);
    return member ? &member->value : nullptr;
}

Position TableReader::at(std::string_view key) const
{
    const auto *value = find(key);
    return value ? value->at : m_table.at;
}

bool TableReader::require(std::string_view key, std::string_view example) const
{
    if (find(key))
        return true;
    add(m_table.at, m_what + " has no " + std::string(key), "add " + std::string(key) + " = " + std::string(example));
    return false;
}

const Value *TableReader::typed(std::string_view key, Value::Kind kind, std::string_view wanted, std::string fix) const
{
    const auto *value = find(key);
    if (!value || value->kind == kind)
        return value;
    add(value->at, std::string(key) + " must be " + std::string(wanted) + ", not " + std::string(nameOf(value->kind)),
        std::move(fix));
    return nullptr;
}

bool TableReader::clean(std::string_view key, const Value &value) const
{
    const auto &text = value.text;
    if (text.empty()) {
        add(value.at, std::string(key) + " is empty", "write a value, or leave the key out where it is optional");
        return false;
    }
    if (text.size() > longestText) {
        add(value.at, std::string(key) + " is longer than " + std::to_string(longestText) + " bytes", "shorten it");
        return false;
    }
    if (std::any_of(text.begin(), text.end(), isControl)) {
        add(value.at, std::string(key) + " has a control character in it", "write it on one line, without tabs");
        return false;
    }
    return true;
}

void TableReader::wrong(std::string_view key, std::string trouble, std::string fix) const
{
    const auto *value = find(key);
    const auto shown = value && value->kind == Value::Kind::Text   ? asQuote(value->text)
                       : value && value->kind == Value::Kind::Real ? number(value->real)
                                                                   : std::to_string(value ? value->whole : 0);
    add(at(key), std::string(key) + " is " + shown + ", " + std::move(trouble), std::move(fix));
}

void TableReader::unknownWord(std::string_view key, const std::string &word,
                              const std::vector<std::string_view> &known) const
{
    const auto meant = closest(word, known);
    if (known.size() == 1)
        return wrong(key, "which is unknown", "write \"" + std::string(known.front()) + "\"");
    wrong(key, "which is none of " + joined(known),
          meant.empty() ? "write one of them" : "did you mean \"" + std::string(meant) + "\"?");
}

std::optional<std::string> TableReader::text(std::string_view key) const
{
    const auto *value = typed(key, Value::Kind::Text, "a string", "put it in double quotes");
    if (!value || !clean(key, *value))
        return std::nullopt;
    return value->text;
}

std::optional<std::string> TableReader::secret(std::string_view key) const
{
    return text(key); // no message of text() or clean() quotes the value
}

bool TableReader::checkName(const PlacedText &name, std::string_view key) const
{
    const auto &text = name.text;
    if (text.size() <= longestName && std::all_of(text.begin(), text.end(), isNameLetter) && text.front() != '.' &&
        text.front() != '-')
        return true;
    add(name.at, std::string(key) + " is " + asQuote(text) + ", which is no name",
        "write 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'");
    return false;
}

bool TableReader::checkInterface(const PlacedText &name, std::string_view key) const
{
    const auto &text = name.text;
    const auto visible = [](char letter) { return letter > ' ' && letter < 0x7f && letter != '/'; };
    if (text.size() <= longestInterface && std::all_of(text.begin(), text.end(), visible) && text != "." &&
        text != "..")
        return true;
    add(name.at, std::string(key) + " is " + asQuote(text) + ", which no network interface can be called",
        "write 1 to 15 visible characters without '/', as `ip link` shows it");
    return false;
}

std::optional<std::string> TableReader::name(std::string_view key) const
{
    const auto read = text(key);
    return read && checkName({*read, at(key)}, key) ? read : std::nullopt;
}

std::optional<std::string> TableReader::interface(std::string_view key) const
{
    const auto read = text(key);
    return read && checkInterface({*read, at(key)}, key) ? read : std::nullopt;
}

std::optional<std::string> TableReader::path(std::string_view key, const std::string &directory) const
{
    const auto read = text(key);
    if (!read)
        return std::nullopt;
    return read->front() == '/' ? *read : (std::filesystem::path(directory) / *read).string();
}

std::optional<std::int64_t> TableReader::whole(std::string_view key, std::int64_t least, std::int64_t most) const
{
    const auto range = wholeRange(least, most);
    const auto *value = typed(key, Value::Kind::Whole, "a whole number", range);
    if (!value)
        return std::nullopt;
    if (value->whole >= least && value->whole <= most)
        return value->whole;
    wrong(key, "which is out of range", range);
    return std::nullopt;
}

std::optional<Duration> TableReader::seconds(std::string_view key, double least, double most) const
{
    const auto range = "write a number of seconds from " + number(least) + " to " + number(most);
    const auto *value = find(key);
    if (!value)
        return std::nullopt;
    if (value->kind != Value::Kind::Whole && value->kind != Value::Kind::Real) {
        add(value->at, std::string(key) + " must be a number of seconds, not " + std::string(nameOf(value->kind)),
            range);
        return std::nullopt;
    }
    const double read = value->kind == Value::Kind::Whole ? static_cast<double>(value->whole) : value->real;
    if (read >= least && read <= most) // nan is neither
        return Duration(std::llround(read * 1e9));
    wrong(key, "which is out of range", range);
    return std::nullopt;
}

std::optional<bool> TableReader::flag(std::string_view key) const
{
    const auto *value = typed(key, Value::Kind::Flag, "true or false", "write true or false, without quotes");
    return value ? std::optional(value->flag) : std::nullopt;
}

std::vector<PlacedText> TableReader::texts(std::string_view key) const
{
    std::vector<PlacedText> all;
    const auto *list = typed(key, Value::Kind::List, "a list of strings", "write it in brackets: [\"…\"]");
    if (!list)
        return all;
    for (const auto &item : list->items) {
        if (item.kind != Value::Kind::Text)
            add(item.at, "an entry of " + std::string(key) + " must be a string, not " + std::string(nameOf(item.kind)),
                "put it in double quotes");
        else if (clean("an entry of " + std::string(key), item))
            all.push_back({item.text, item.at});
    }
    return all;
}

const Value *TableReader::table(std::string_view key) const
{
    return typed(key, Value::Kind::Table, "a table", "write it as [" + std::string(key) + "]");
}

std::vector<const Value *> TableReader::tables(std::string_view key, std::size_t most) const
{
    const auto header = "[[" + std::string(key) + "]]";
    std::vector<const Value *> all;
    const auto *list = typed(key, Value::Kind::List, "a list of tables", "write each as " + header);
    if (!list)
        return all;
    for (const auto &item : list->items) {
        if (item.kind != Value::Kind::Table) {
            add(item.at, "an entry of " + std::string(key) + " must be a table, not " + std::string(nameOf(item.kind)),
                "write each as " + header);
        } else if (all.size() == most) {
            add(item.at, "there are more than " + std::to_string(most) + " " + header, "split the cluster");
            break;
        } else {
            all.push_back(&item);
        }
    }
    return all;
}

} // namespace tandem::config
