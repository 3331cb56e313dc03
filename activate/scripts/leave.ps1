# Leaves the environment that is active in this session, or that a parent process
# has activated.
& {
    if (-not $env:VIRTUAL_ENV) {
        return
    }
    # Whatever is active in this session knows best how to leave.
    if (Test-Path -LiteralPath Function:deactivate) {
        deactivate
        return
    }
    $separator = {{quote .Separator}}
    $active = $env:VIRTUAL_ENV + {{quote .Tail}}
    $env:PATH = @($env:PATH -split [Regex]::Escape($separator) | Where-Object { $_ -ne $active }) -join $separator
    Remove-Item -LiteralPath Env:VIRTUAL_ENV
    Remove-Item -LiteralPath Env:VIRTUAL_ENV_PROMPT -ErrorAction SilentlyContinue
}
