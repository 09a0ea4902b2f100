// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/endpoint.h"
#include "config/sections.h"

#include <algorithm>

namespace tandem::config {

namespace {

void readUrl(const TableReader &table, MaxScale &maxscale)
{
    const auto url = table.text("url");
    if (!url)
        return;
    maxscale.url = *url;
    if (url->find('@') != std::string::npos) // may hold a password: not quoted
        table.add(table.at("url"), "url names a user", "write user and password_file instead");
    else if (!isRestUrl(*url))
        table.wrong("url", "which is no address of MaxScale's REST interface",
                    "write it as http://127.0.0.1:8989 or https://…");
}

/// A secret is written in the file or in one of its own, never both.
void readPassword(const TableReader &table, const std::string &directory, const std::string &key, std::string &password,
                  std::string &file)
{
    const auto fileKey = key + "_file";
    password = table.secret(key).value_or("");
    file = table.path(fileKey, directory).value_or("");
    if (table.find(key) && table.find(fileKey))
        table.add(table.at(fileKey), key + " and " + fileKey + " are both given", "keep " + fileKey + " alone");
}

void readUsers(const TableReader &table, const std::string &directory, MaxScale &maxscale)
{
    readPassword(table, directory, "password", maxscale.password, maxscale.passwordFile);
    readPassword(table, directory, "admin_password", maxscale.adminPassword, maxscale.adminPasswordFile);
    const bool hasPassword = table.find("password") || table.find("password_file");
    const bool hasAdminPassword = table.find("admin_password") || table.find("admin_password_file");
    maxscale.user = table.text("user").value_or(hasPassword || hasAdminPassword ? "monitor" : "");
    if (table.find("user") && !hasPassword)
        table.add(table.at("user"), "user is given without a password", "add password_file = \"…\"");
    maxscale.adminUser = table.text("admin_user").value_or(maxscale.user);
    if (hasAdminPassword)
        return;
    if (table.find("admin_user") && maxscale.adminUser != maxscale.user)
        table.add(table.at("admin_user"), "admin_user is given without a password", "add admin_password_file = \"…\"");
    maxscale.adminPassword = maxscale.password;
    maxscale.adminPasswordFile = maxscale.passwordFile;
}

/// The probe that logs in at a listener: a database user, not one of REST.
void readLogin(const TableReader &table, const std::string &directory, MaxScale &maxscale)
{
    readPassword(table, directory, "login_password", maxscale.loginPassword, maxscale.loginPasswordFile);
    maxscale.loginUser = table.text("login_user").value_or("");
    maxscale.loginInterval = table.seconds("login_interval", 1, 3600).value_or(maxscale.loginInterval);
    const bool hasPassword = table.find("login_password") || table.find("login_password_file");
    if (table.find("login_user")) {
        if (!hasPassword)
            table.add(table.at("login_user"), "login_user is given without a password",
                      "add login_password_file = \"…\"");
        if (!table.find("listeners"))
            table.add(table.at("login_user"), "login_user is given without a listener where it could log in",
                      "add listeners = [4006]");
        return;
    }
    for (const char *key : {"login_password", "login_password_file", "login_interval"})
        if (table.find(key))
            table.add(table.at(key), std::string(key) + " is given without login_user",
                      "add login_user, or remove it");
}

void readListeners(const TableReader &table, MaxScale &maxscale)
{
    const auto *list = table.find("listeners");
    if (!list)
        return;
    if (list->kind != Value::Kind::List) {
        table.add(list->at, "listeners must be a list of ports, not " + std::string(nameOf(list->kind)),
                  "write it in brackets: [4006]");
        return;
    }
    for (const auto &item : list->items) {
        if (item.kind != Value::Kind::Whole || item.whole < 1 || item.whole > 65535)
            table.add(item.at, "an entry of listeners is no port", "write a whole number from 1 to 65535");
        else if (std::count(maxscale.listeners.begin(), maxscale.listeners.end(), item.whole) > 0)
            table.add(item.at, "the port " + std::to_string(item.whole) + " stands twice in listeners", "remove one");
        else
            maxscale.listeners.push_back(static_cast<std::uint16_t>(item.whole));
    }
}

} // namespace

MaxScale readMaxScale(const Value &source, const std::string &directory, Mistakes &mistakes)
{
    MaxScale maxscale;
    const TableReader table(source, "[maxscale]",
                            {"url", "ca_file", "user", "password", "password_file", "admin_user", "admin_password",
                             "admin_password_file", "login_user", "login_password", "login_password_file",
                             "login_interval", "mode", "listeners", "servers"},
                            mistakes);
    readUrl(table, maxscale);
    maxscale.caFile = table.path("ca_file", directory).value_or("");
    readUsers(table, directory, maxscale);
    maxscale.mode =
        table
            .oneOf<Mode>("mode", {{"none", Mode::None}, {"passive", Mode::Passive}, {"cooperative", Mode::Cooperative}})
            .value_or(maxscale.mode);
    readListeners(table, maxscale);
    readLogin(table, directory, maxscale);
    for (const auto &server : table.texts("servers")) {
        if (std::find(maxscale.servers.begin(), maxscale.servers.end(), server.text) != maxscale.servers.end())
            table.add(server.at, "the server \"" + server.text + "\" stands twice in servers", "remove one");
        else
            maxscale.servers.push_back(server.text);
    }
    return maxscale;
}

} // namespace tandem::config
