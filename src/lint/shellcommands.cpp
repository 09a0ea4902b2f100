// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/shellcommands.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace tandem::lint {

namespace {

bool isNameCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// "name=…"
std::size_t nameLengthOfAssignment(const std::string &word)
{
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || std::isdigit(static_cast<unsigned char>(word.front())) != 0)
        return 0;
    return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), isNameCharacter) ? equals : 0;
}

/// Reads a script character by character.
class Reader
{
public:
    /// Of $( ) within double quotes.
    struct Inner
    {
        std::string_view text;
        config::Position at;
    };

    explicit Reader(std::string_view text) : m_text(text) {}

    std::vector<ShellCommand> read()
    {
        while (m_at < m_text.size())
            step();
        endCommand();
        return std::move(m_commands);
    }
    std::vector<Inner> takeInner() { return std::move(m_inner); }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    char take()
    {
        const char c = m_text[m_at++];
        if (c == '\n') {
            ++m_position.line;
            m_position.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) { // columns count code points
            ++m_position.column;
        }
        return c;
    }
    void append(char c)
    {
        if (!m_inWord) {
            m_inWord = true;
            if (m_command.words.empty())
                m_command.at = m_wordAt;
        }
        m_word += c;
    }
    void endWord()
    {
        if (!m_inWord)
            return;
        m_command.words.push_back(std::exchange(m_word, {}));
        m_inWord = false;
    }
    void endCommand()
    {
        endWord();
        if (!m_command.words.empty())
            m_commands.push_back(std::exchange(m_command, {}));
    }

    void step()
    {
        if (!m_inWord)
            m_wordAt = m_position;
        const char c = take();
        if (m_double) {
            inDoubleQuotes(c);
            return;
        }
        switch (c) {
        case '\'': quoteSingle(); break;
        case '"':
            m_double = true;
            begin();
            break;
        case '\\': escape(); break;
        case '#':
            if (m_inWord)
                append(c);
            else
                skipLine();
            break;
        case ' ':
        case '\t':
        case '\r': endWord(); break;
        case '\n':
            endCommand();
            skipHereDocuments();
            break;
        case ';':
        case '&':
        case '|':
        case '(':
        case ')':
        case '`': endCommand(); break; // $( ) too: the word around it ends there, which is good enough here
        case '<':
        case '>': redirect(c); break;
        default: append(c);
        }
    }
    void begin()
    {
        append('x');
        m_word.pop_back();
    }
    void quoteSingle()
    {
        begin();
        while (m_at < m_text.size() && peek() != '\'')
            append(take());
        if (m_at < m_text.size())
            take();
    }
    void escape()
    {
        if (m_at == m_text.size())
            return;
        const char c = take();
        if (c != '\n')
            append(c);
    }
    void inDoubleQuotes(char c)
    {
        if (c == '"') {
            m_double = false;
        } else if (c == '\\' && m_at < m_text.size()) {
            escape();
        } else if (c == '$' && peek() == '(') {
            substitute();
        } else {
            append(c);
        }
    }
    /// $( ) within double quotes: read apart, so that its words are a command of their own.
    void substitute()
    {
        const std::size_t begin = m_at + 1;
        int depth = 0;
        config::Position at = m_position;
        while (m_at < m_text.size()) {
            const char c = take();
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
                break;
        }
        const std::size_t end = m_at > begin ? m_at - 1 : begin;
        m_inner.push_back({m_text.substr(begin, end - begin), at});
        append('$'); // its value is not known
    }
    void redirect(char c)
    {
        if (m_inWord && std::ranges::all_of(m_word, [](char d) { return std::isdigit(static_cast<unsigned char>(d)); }))
            m_inWord = false; // "2>": which descriptor does not matter here
        else
            endWord();
        m_word.clear();
        std::string word(1, c);
        while (peek() == '>' || peek() == '<' || peek() == '&' || peek() == '|')
            word += take();
        if (word == "<<")
            m_hereDocuments.push_back(delimiter());
        for (const char each : word)
            append(each);
        endWord();
    }
    std::string delimiter()
    {
        std::string text;
        if (peek() == '-')
            take();
        while (peek() == ' ')
            take();
        while (m_at < m_text.size() && (isNameCharacter(peek()) || peek() == '\'' || peek() == '"' || peek() == '\\')) {
            const char c = take();
            if (isNameCharacter(c))
                text += c;
        }
        return text;
    }
    void skipHereDocuments()
    {
        for (const auto &end : std::exchange(m_hereDocuments, {})) {
            while (m_at < m_text.size()) {
                const std::size_t begin = m_at;
                skipLine();
                auto line = m_text.substr(begin, m_at - begin);
                line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
                if (m_at < m_text.size())
                    take();
                if (line == end)
                    break;
            }
        }
    }
    void skipLine()
    {
        while (m_at < m_text.size() && peek() != '\n')
            take();
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    config::Position m_position;
    config::Position m_wordAt;
    bool m_double = false;
    bool m_inWord = false;
    std::string m_word;
    ShellCommand m_command;
    std::vector<std::string> m_hereDocuments;
    std::vector<Inner> m_inner;
    std::vector<ShellCommand> m_commands;
};

constexpr std::array<std::string_view, 20> before{"if",   "then",    "else",    "elif", "while",  "until", "do",
                                                  "!",    "{",       "time",    "exec", "sudo",   "env",   "nohup",
                                                  "nice", "command", "builtin", "eval", "setsid", "ionice"};

/// Index of the program's name; the number of words where there is none.
std::size_t programOf(const std::vector<std::string> &words, bool *underTimeout = nullptr)
{
    std::size_t i = 0;
    while (i < words.size()) {
        const std::string &word = words[i];
        if (word == "timeout" || word.ends_with("/timeout")) {
            if (underTimeout != nullptr)
                *underTimeout = true;
            ++i;
            while (i < words.size() && words[i].starts_with('-'))
                i += words[i] == "-k" || words[i] == "-s" ? 2 : 1;
            ++i; // how long
        } else if (nameLengthOfAssignment(word) != 0 || std::ranges::find(before, word) != before.end()) {
            ++i;
        } else {
            return i;
        }
    }
    return words.size();
}

} // namespace

std::vector<ShellCommand> commandsOf(std::string_view script)
{
    Reader reader(script);
    auto commands = reader.read();
    for (const auto &inner : reader.takeInner()) {
        for (auto &command : Reader(inner.text).read()) { // one level: what is deeper stays a word
            command.at.column += command.at.line == 1 ? inner.at.column : 0;
            command.at.line += inner.at.line - 1;
            commands.push_back(std::move(command));
        }
    }
    std::ranges::stable_sort(commands, {}, &ShellCommand::at);
    return commands;
}

std::optional<std::size_t> ShellCommand::calls(std::string_view program) const
{
    const std::size_t i = programOf(words);
    if (i >= words.size())
        return std::nullopt;
    const std::string &name = words[i];
    const auto slash = name.rfind('/');
    return name.substr(slash == std::string::npos ? 0 : slash + 1) == program ? std::optional(i) : std::nullopt;
}

bool ShellCommand::isUnderTimeout() const
{
    bool under = false;
    programOf(words, &under);
    return under;
}

bool ShellCommand::hasWord(std::string_view word) const
{
    return std::ranges::find(words, word) != words.end();
}

bool ShellCommand::hasPrefix(std::string_view prefix) const
{
    return std::ranges::any_of(words, [&](const std::string &word) { return word.starts_with(prefix); });
}

std::optional<ShellAssignment> assignmentOf(const ShellCommand &command)
{
    if (command.words.size() != 1)
        return std::nullopt;
    const std::string &word = command.words.front();
    const auto length = nameLengthOfAssignment(word);
    return length == 0 ? std::nullopt : std::optional(ShellAssignment{word.substr(0, length), word.substr(length + 1)});
}

} // namespace tandem::lint
