// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/loginsession.h"

#include <QString>
#include <array>
#include <mariadb/errmsg.h>
#include <mariadb/mysql.h>
#include <mariadb/mysqld_error.h>
#include <memory>
#include <openssl/crypto.h>
#include <poll.h>
#include <string_view>

namespace tandem::agent {

namespace {

constexpr int longestText = 200;
constexpr unsigned long longestPacket = 64 * 1024;
constexpr int mostWaits = 100'000; // of one operation; a peer that drips octet by octet meets the deadline long before

using Handle = std::unique_ptr<MYSQL, decltype(&mysql_close)>;
using ResultHandle = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

/// Whatever the other side sent: valid UTF-8 without control characters, and no longer than a line.
std::string printable(const char *text)
{
    QString clean = QString::fromUtf8(text).left(longestText);
    for (QChar &letter : clean)
        if (letter.category() == QChar::Other_Control)
            letter = QLatin1Char('?');
    return clean.toStdString();
}

/// libmariadb's text for it quotes memory that it no longer has.
bool isAboutPlugins(unsigned code)
{
    return code == CR_AUTH_PLUGIN_CANNOT_LOAD || code == CR_AUTH_PLUGIN_ERR || code == CR_PLUGIN_NOT_ALLOWED;
}

/// Codes after which the same login would be refused again.
bool isDenial(unsigned code)
{
    return code == ER_ACCESS_DENIED_ERROR || code == ER_ACCESS_DENIED_NO_PASSWORD_ERROR ||
           code == ER_HOST_NOT_PRIVILEGED || isAboutPlugins(code);
}

/// One login, driven through libmariadb's non-blocking calls: their waits are ours, so that all of them together end at
/// one deadline. An operation that must end early is told of a timeout, and then ends in order.
class Session
{
public:
    Session(const LoginOrder &order, int cancelFd)
        : m_order(order), m_cancelFd(cancelFd), m_begun(BootClock::now()), m_mysql(mysql_init(nullptr), &mysql_close)
    {
    }

    LoginResult run()
    {
        if (!m_mysql)
            return end(LoginResult::Outcome::Failed, "no memory");
        setOptions();
        if (!connect())
            return failed();
        return query();
    }

private:
    void setOptions()
    {
        MYSQL *mysql = m_mysql.get();
        // A wait that knows a timeout is one that can be ended. These are longer than the deadline, which decides.
        const auto seconds = static_cast<unsigned>(m_order.timeout.count() / 1000 + 2);
        const unsigned no = 0;
        const unsigned tcp = MYSQL_PROTOCOL_TCP;
        mysql_optionsv(mysql, MYSQL_OPT_NONBLOCK, nullptr);
        mysql_optionsv(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
        mysql_optionsv(mysql, MYSQL_OPT_READ_TIMEOUT, &seconds);
        mysql_optionsv(mysql, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
        mysql_optionsv(mysql, MYSQL_OPT_PROTOCOL, &tcp);
        mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &no);
        mysql_optionsv(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &longestPacket);
        mysql_optionsv(mysql, MARIADB_OPT_RESTRICTED_AUTH, "mysql_native_password,client_ed25519");
        mysql_optionsv(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "tandem-agent");
    }

    bool connect()
    {
        MYSQL *done = nullptr;
        MYSQL *mysql = m_mysql.get();
        int status = mysql_real_connect_start(&done, mysql, m_order.host.c_str(), m_order.user.c_str(),
                                              m_order.password.c_str(), nullptr, m_order.port, nullptr, 0);
        for (int i = 0; status != 0 && i < mostWaits; ++i)
            status = mysql_real_connect_cont(&done, mysql, wait(status));
        return done != nullptr;
    }

    LoginResult query()
    {
        static constexpr std::string_view text = "SELECT 1";
        MYSQL *mysql = m_mysql.get();
        int error = 0;
        int status = mysql_real_query_start(&error, mysql, text.data(), text.size());
        for (int i = 0; status != 0 && i < mostWaits; ++i)
            status = mysql_real_query_cont(&error, mysql, wait(status));
        if (error != 0)
            return failed();
        // Row by row, so that an endless answer is not collected.
        const ResultHandle result(mysql_use_result(mysql), &mysql_free_result);
        if (!result)
            return mysql_errno(mysql) != 0 ? failed() : end(LoginResult::Outcome::Failed, "SELECT 1 gave no result");
        const MYSQL_ROW row = fetch(result.get());
        const bool isOne = row != nullptr && mysql_num_fields(result.get()) == 1 && row[0] != nullptr &&
                           std::string_view(row[0]) == "1";
        if (row == nullptr && mysql_errno(mysql) != 0)
            return failed();
        const bool more = row != nullptr && fetch(result.get()) != nullptr;
        if (more)
            mariadb_cancel(mysql); // else freeing the result reads all of it
        if (mysql_errno(mysql) != 0 && !more)
            return failed();
        if (!isOne || more)
            return end(LoginResult::Outcome::Failed, "SELECT 1 gave something else than 1");
        return end(LoginResult::Outcome::Answered, "SELECT 1 is answered");
    }

    MYSQL_ROW fetch(MYSQL_RES *result)
    {
        MYSQL_ROW row = nullptr;
        int status = mysql_fetch_row_start(&row, result);
        for (int i = 0; status != 0 && i < mostWaits; ++i)
            status = mysql_fetch_row_cont(&row, result, wait(status));
        return row;
    }

    /// What of `wanted` has come; MYSQL_WAIT_TIMEOUT when it is time to end.
    int wait(int wanted)
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_begun + m_order.timeout - BootClock::now());
        if (m_cancelled || left.count() <= 0) {
            m_late = !m_cancelled;
            return MYSQL_WAIT_TIMEOUT;
        }
        std::array<pollfd, 2> files{pollfd{m_cancelFd, POLLIN, 0}, pollfd{mysql_get_socket(m_mysql.get()), 0, 0}};
        files[1].events = static_cast<short>(((wanted & MYSQL_WAIT_READ) != 0 ? POLLIN : 0) |
                                             ((wanted & MYSQL_WAIT_WRITE) != 0 ? POLLOUT : 0) |
                                             ((wanted & MYSQL_WAIT_EXCEPT) != 0 ? POLLPRI : 0));
        const int ready = ::poll(files.data(), files.size(), static_cast<int>(left.count()));
        m_cancelled = m_cancelled || files[0].revents != 0;
        m_late = ready == 0;
        if (m_cancelled || m_late)
            return MYSQL_WAIT_TIMEOUT;
        const short came = files[1].revents;
        const bool ended = (came & (POLLERR | POLLHUP | POLLNVAL)) != 0; // the next read or write says why
        const int events = ((came & POLLIN) != 0 ? MYSQL_WAIT_READ : 0) |
                           ((came & POLLOUT) != 0 ? MYSQL_WAIT_WRITE : 0) |
                           ((came & POLLPRI) != 0 ? MYSQL_WAIT_EXCEPT : 0);
        return ended ? wanted & ~MYSQL_WAIT_TIMEOUT : events;
    }

    LoginResult failed()
    {
        if (m_cancelled)
            return end(LoginResult::Outcome::Cancelled, "cancelled");
        if (m_late)
            return end(LoginResult::Outcome::Failed,
                       "no answer within " + std::to_string(m_order.timeout.count()) + " ms");
        const unsigned code = mysql_errno(m_mysql.get());
        return end(isDenial(code) ? LoginResult::Outcome::Denied : LoginResult::Outcome::Failed,
                   "error " + std::to_string(code) + " " +
                       (isAboutPlugins(code) ? "asks for an authentication other than mysql_native_password and ed25519"
                                             : printable(mysql_error(m_mysql.get()))));
    }

    LoginResult end(LoginResult::Outcome outcome, const std::string &what) const
    {
        const bool v6 = m_order.host.find(':') != std::string::npos;
        return {outcome,
                (v6 ? "[" + m_order.host + "]" : m_order.host) + ":" + std::to_string(m_order.port) + " " + what,
                BootClock::now() - m_begun};
    }

    const LoginOrder &m_order;
    int m_cancelFd;
    Instant m_begun;
    Handle m_mysql;
    bool m_cancelled = false;
    bool m_late = false;
};

} // namespace

LoginResult logIn(const LoginOrder &order, int cancelFd)
{
    const LoginResult result = Session(order, cancelFd).run();
    OPENSSL_thread_stop(); // what libmariadb's calls left with this thread, whose end QThread::wait() does not wait for
    return result;
}

} // namespace tandem::agent
